// What GDB is told of the core: its registers, in the order in which `g` gives them. "Debugging with GDB", appendix "Target Descriptions",
// section "ARM Features": org.gnu.gdb.arm.m-profile and m-system.
import { REGISTER_COUNT } from '../rp2040/core-debug';

const general = Array.from({ length: 13 }, (_, i) => `r${i}`);
const names = [...general, 'sp', 'lr', 'pc', 'xpsr'];
const system = ['msp', 'psp', 'primask', 'control'];
if (names.length + system.length !== REGISTER_COUNT) throw new Error('registers');

const TYPES: Readonly<Record<string, string>> = { sp: 'data_ptr', pc: 'code_ptr', msp: 'data_ptr', psp: 'data_ptr' };
const register = (name: string): string => `<reg name="${name}" bitsize="32" type="${TYPES[name] ?? 'int'}"/>`;

export const TARGET_DESCRIPTION = [
  '<?xml version="1.0"?><!DOCTYPE target SYSTEM "gdb-target.dtd"><target version="1.0"><architecture>armv6-m</architecture>',
  '<feature name="org.gnu.gdb.arm.m-profile">',
  ...names.map(register),
  '</feature><feature name="org.gnu.gdb.arm.m-system">',
  ...system.map(register),
  '</feature></target>',
].join('');
