// Registers of the RP2040 that the prototype uses. RP2040 data sheet, sections named beside each block.
#ifndef PROTOTYPE_REGISTERS_H
#define PROTOTYPE_REGISTERS_H

#include <stdint.h>

#define REGISTER(address) (*(volatile uint32_t *)(address))

// 2.14 Subsystem resets; the address + 0x3000 clears bits.
#define RESETS_RESET_CLEAR REGISTER(0x4000f000u)
#define RESETS_RESET_DONE REGISTER(0x4000c008u)
#define RESET_DMA (1u << 2)
#define RESET_IO_BANK0 (1u << 5)
#define RESET_PADS_BANK0 (1u << 8)
#define RESET_PIO0 (1u << 10)
#define RESET_TIMER (1u << 21)

// 2.19 GPIO
#define GPIO_CONTROL(pin) REGISTER(0x40014004u + 8u * (pin))
#define GPIO_FUNCTION_PIO0 6u
#define PAD(pin) REGISTER(0x4001c004u + 4u * (pin))
/** Input on, 4 mA, pull-up, Schmitt trigger, slow edges. */
#define PAD_OPEN_DRAIN 0x5au

// 2.5 DMA, channel 0
#define DMA_READ_ADDRESS REGISTER(0x50000000u)
#define DMA_WRITE_ADDRESS REGISTER(0x50000004u)
#define DMA_COUNT REGISTER(0x50000008u)
#define DMA_CONTROL_TRIGGER REGISTER(0x5000000cu)
/** Enabled, high priority, words, chained to itself (none), no interrupt. */
#define DMA_CONTROL(request) ((1u << 21) | ((request) << 15) | (2u << 2) | (1u << 1) | 1u)
#define DMA_REQUEST_PIO0_RX1 5u

// 3.7 PIO
#define PIO0 0x50200000u
#define PIO_CONTROL REGISTER(PIO0 + 0x000u)
#define PIO_TRANSMIT(machine) REGISTER(PIO0 + 0x010u + 4u * (machine))
#define PIO_RECEIVE_ADDRESS(machine) (PIO0 + 0x020u + 4u * (machine))
#define PIO_RECEIVE(machine) REGISTER(PIO_RECEIVE_ADDRESS(machine))
#define PIO_FLAGS REGISTER(PIO0 + 0x030u)
#define PIO_INSTRUCTION(n) REGISTER(PIO0 + 0x048u + 4u * (n))
#define PIO_MACHINE(machine, offset) REGISTER(PIO0 + 0x0c8u + 0x18u * (machine) + (offset))
#define PIO_CLOCK_DIVIDER(machine) PIO_MACHINE(machine, 0x00u)
#define PIO_EXECUTION(machine) PIO_MACHINE(machine, 0x04u)
#define PIO_SHIFT(machine) PIO_MACHINE(machine, 0x08u)
#define PIO_FORCE_ADDRESS(machine) (PIO0 + 0x0c8u + 0x18u * (machine) + 0x10u)
#define PIO_FORCE(machine) REGISTER(PIO_FORCE_ADDRESS(machine))
#define PIO_PINS(machine) PIO_MACHINE(machine, 0x14u)
#define PIO_IRQ0_ENABLE REGISTER(PIO0 + 0x12cu)
#define PIO_IRQ0_STATUS REGISTER(PIO0 + 0x134u)
#define PIO_INTERRUPT_RECEIVE0 (1u << 0)
#define PIO_INTERRUPT_FLAG0 (1u << 8)

// 4.6 Timer, microseconds
#define TIMER_ALARM(n) REGISTER(0x40054010u + 4u * (n))
#define TIMER_ARMED REGISTER(0x40054020u)
#define TIMER_NOW REGISTER(0x40054028u)
#define TIMER_RAISED REGISTER(0x40054034u)
#define TIMER_ENABLE REGISTER(0x40054038u)

// 2.3.2 Interrupts; ARMv6-M: VTOR, NVIC
#define VECTOR_TABLE REGISTER(0xe000ed08u)
#define NVIC_ENABLE REGISTER(0xe000e100u)
#define NVIC_DISABLE REGISTER(0xe000e180u)
#define IRQ_TIMER0 0u
#define IRQ_TIMER1 1u
#define IRQ_TIMER2 2u
#define IRQ_PIO0_0 7u

#endif
