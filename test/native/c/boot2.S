// Second boot stage: the 256 bytes at the start of the flash that the boot ROM copies to RAM and calls. Sets the SSI to plain serial
// reads (command 03h), which every flash chip takes, and goes to the image. Called again with a return address (by rp2040-flash.c),
// it opens the window and returns. Its check sum is put in when the image is made. RP2040 datasheet, sections 2.8.1 and 4.10.
    .syntax unified
    .cpu cortex-m0plus
    .thumb

    .section .boot2, "ax"
    .global boot2
    .thumb_func
boot2:
    push {lr}
    ldr r3, =0x18000000
    movs r1, #0
    str r1, [r3, #0x08]      // SSIENR: off, or nothing can be set
    movs r1, #4
    str r1, [r3, #0x14]      // BAUDR: 125 MHz / 4; the chip takes 50 MHz
    ldr r1, =0x001f0300      // CTRLR0: 32 bits at a time, one line, "EEPROM read"
    str r1, [r3, #0x00]
    ldr r0, =0x180000f4
    ldr r1, =0x03000218      // SPI_CTRLR0: command 03h of 8 bits, address of 24 bits
    str r1, [r0]
    movs r1, #0
    str r1, [r3, #0x04]      // CTRLR1: one word per read
    movs r1, #1
    str r1, [r3, #0x08]      // SSIENR: on
    pop {r0}
    cmp r0, #0
    beq start_image
    bx r0
start_image:
    ldr r0, =0x10000100
    ldr r1, =0xe000ed08      // VTOR
    str r0, [r1]
    ldmia r0!, {r1, r2}
    msr msp, r1
    bx r2
    .ltorg
