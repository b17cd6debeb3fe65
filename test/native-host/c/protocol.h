// The protocol between a test and a C core in a process of its own: operations on stdin, one answer each on stdout, all
// binary, little-endian. An answer: result i16, flags u8, released i16, payload length u16, payload.
// Answers are sent when the input runs dry: so one operation can be waited for, and a million can be streamed.
#ifndef RACKLET_TEST_PROTOCOL_H
#define RACKLET_TEST_PROTOCOL_H

#include <stdint.h>

/** The next operation, or -1 at the end of the input. Resets the answer. */
int next_operation(void);
/** An argument of the operation. The process ends with an error where the input is cut short. */
uint8_t argument8(void);
uint16_t argument16(void);
uint32_t argument32(void);
void argument_bytes(uint8_t *bytes, uint32_t count);

/** Parts of the answer under way. */
void answer_flag(uint8_t flag);
void answer_released(int released);
void answer_payload(const void *bytes, uint32_t count);
/**
 * Asks the test in the middle of an operation, as a core asks its hardware: an answer whose flags are ASK, with `request` as its
 * payload, is answered by `count` bytes on stdin.
 */
#define ASK 0x80u
void ask_test(const uint8_t *request, uint32_t length, uint8_t *reply, uint32_t count);
/** Sends it. */
void answer(int result);

#endif
