// Registers of the RP2040 that the parts of this folder and its neighbours use, and no more. Written from the RP2040 datasheet
// (Raspberry Pi Ltd); the section stands beside each block. Needs no SDK, and names nothing that an SDK names.
#ifndef RACKLET_RP2040_REGISTERS_H
#define RACKLET_RP2040_REGISTERS_H

#include <stdint.h>

#define RP_REGISTER(address) (*(volatile uint32_t *)(uintptr_t)(address))

/** Aliases of a peripheral's registers: bits set, bits cleared, in one write. Section 2.1.2. */
#define RP_SET_ALIAS 0x2000u
#define RP_CLEAR_ALIAS 0x3000u

// Resets. Section 2.14.3.
#define RP_RESETS_RESET RP_REGISTER(0x4000c000u)
#define RP_RESETS_RESET_SET RP_REGISTER(0x4000c000u + RP_SET_ALIAS)
#define RP_RESETS_RESET_CLEAR RP_REGISTER(0x4000c000u + RP_CLEAR_ALIAS)
#define RP_RESETS_DONE RP_REGISTER(0x4000c008u)
#define RP_RESET_I2C1 (1u << 4)
#define RP_RESET_IO_BANK0 (1u << 5)
#define RP_RESET_PADS_BANK0 (1u << 8)
#define RP_RESET_PLL_SYS (1u << 12)
#define RP_RESET_TIMER (1u << 21)

// Pins. Sections 2.19.6.1 and 2.19.6.3.
#define RP_GPIO_CTRL(pin) RP_REGISTER(0x40014004u + 8u * (pin))
#define RP_GPIO_FUNCTION_I2C 3u
#define RP_GPIO_FUNCTION_SIO 5u
#define RP_PAD(pin) RP_REGISTER(0x4001c004u + 4u * (pin))
#define RP_PAD_INPUT_ENABLE (1u << 6)
#define RP_PAD_DRIVE_4MA (1u << 4)
#define RP_PAD_PULL_UP (1u << 3)
#define RP_PAD_PULL_DOWN (1u << 2)
#define RP_PAD_SCHMITT (1u << 1)

// Interrupts of pins: four bits each, eight pins to a register. Section 2.19.6.1.
#define RP_GPIO_INTR(group) RP_REGISTER(0x400140f0u + 4u * (group))
#define RP_GPIO_INTE(group) RP_REGISTER(0x40014100u + 4u * (group))
#define RP_GPIO_INTE_SET(group) RP_REGISTER(0x40014100u + RP_SET_ALIAS + 4u * (group))
#define RP_GPIO_INTS(group) RP_REGISTER(0x40014120u + 4u * (group))
#define RP_GPIO_EDGE_LOW 0x4u
#define RP_GPIO_EDGE_HIGH 0x8u

// Single-cycle IO. Section 2.3.1.7.
#define RP_SIO_GPIO_IN RP_REGISTER(0xd0000004u)
#define RP_SIO_GPIO_OUT_SET RP_REGISTER(0xd0000014u)
#define RP_SIO_GPIO_OUT_CLEAR RP_REGISTER(0xd0000018u)
#define RP_SIO_GPIO_OE_SET RP_REGISTER(0xd0000024u)
#define RP_SIO_GPIO_OE_CLEAR RP_REGISTER(0xd0000028u)

// Timer: microseconds, four alarms on the low 32 bits. Section 4.6.5.
#define RP_TIMER_ALARM(n) RP_REGISTER(0x40054010u + 4u * (n))
#define RP_TIMER_ARMED RP_REGISTER(0x40054020u)
#define RP_TIMER_RAWL RP_REGISTER(0x40054028u)
#define RP_TIMER_INTR RP_REGISTER(0x40054034u)
#define RP_TIMER_INTE_SET RP_REGISTER(0x40054038u + RP_SET_ALIAS)
#define RP_TIMER_INTE_CLEAR RP_REGISTER(0x40054038u + RP_CLEAR_ALIAS)
#define RP_TIMER_INTS RP_REGISTER(0x40054040u)

// Watchdog. Section 4.7.6.
#define RP_WATCHDOG_CTRL RP_REGISTER(0x40058000u)
#define RP_WATCHDOG_LOAD RP_REGISTER(0x40058004u)
#define RP_WATCHDOG_REASON RP_REGISTER(0x40058008u)
#define RP_WATCHDOG_TICK RP_REGISTER(0x4005802cu)
#define RP_WATCHDOG_TRIGGER (1u << 31)
#define RP_WATCHDOG_ENABLE (1u << 30)

// What the watchdog resets. Section 2.13.5.
#define RP_PSM_WATCHDOG_SELECT RP_REGISTER(0x40010008u)
#define RP_PSM_ALL 0x0001ffffu
#define RP_PSM_OSCILLATORS 3u

// The processor's own: sections 2.4.8, and ARMv6-M Architecture Reference Manual, B3.
#define RP_SYSTICK_CSR RP_REGISTER(0xe000e010u)
#define RP_SYSTICK_RVR RP_REGISTER(0xe000e014u)
#define RP_SYSTICK_CVR RP_REGISTER(0xe000e018u)
#define RP_SYSTICK_INTERRUPT (1u << 1)
#define RP_NVIC_ENABLE RP_REGISTER(0xe000e100u)
#define RP_NVIC_DISABLE RP_REGISTER(0xe000e180u)
#define RP_NVIC_UNPEND RP_REGISTER(0xe000e280u)
#define RP_NVIC_PRIORITY(group) RP_REGISTER(0xe000e400u + 4u * (group))
#define RP_VECTOR_TABLE RP_REGISTER(0xe000ed08u)
#define RP_SYSTEM_PRIORITY_3 RP_REGISTER(0xe000ed20u)
/** Exceptions before the first interrupt. */
#define RP_FIRST_INTERRUPT 16u

// Interrupt numbers. Section 2.3.2.
#define RP_IRQ_TIMER(alarm) (alarm)
#define RP_IRQ_IO_BANK0 13u
#define RP_IRQ_I2C1 24u

#endif
