// What the compiler is told of every file of the image, the SDK's included: in place of the pico-sdk's own board header, which it includes.
#ifndef RACKLET_SDK_H
#define RACKLET_SDK_H

// Words are the largest thing that the chip loads. With doubles aligned to two of them the compiler calls the library for each slot of the
// engine that is copied; so it takes four loads and stores. Every file of the image has it alike, and nothing of it goes to newlib.
#ifndef __ASSEMBLER__
#pragma pack(4)
#endif

#include "boards/pico.h"

// The cores of firmware/io find it beside their own port.h.
#define RACKLET_PORT_HEADER "rp2040/port.h"

// The USB port is for the boot ROM alone: without its stack the image is smaller and starts sooner. The debugger needs it.
#ifndef mxDebug
#undef LIB_PICO_STDIO_USB
#endif

// Texts have whole numbers in them, and no others.
#define PICO_PRINTF_SUPPORT_FLOAT 0
#define PICO_PRINTF_SUPPORT_EXPONENTIAL 0

// XS puts the tables of a file into one section, from which the linker takes all or none. Named in manifest.json: files of which the image
// needs a part. Each table has a section of its own there.
#if defined(RACKLET_LOOSE_TABLES) && !defined(__ASSEMBLER__)
#define section(name) unused
#endif

// The SDK compiles for size. What the engine spends its time in is named in manifest.json, and compiled for speed: but for copies of
// code that spare a jump, which costs two cycles here wherever it goes. Without them a tick takes 2 % less.
#if defined(RACKLET_FAST) && !defined(__ASSEMBLER__)
#pragma GCC optimize("O2", "reorder-blocks-algorithm=simple")
#endif

#endif
