// See protocol.h.
#include "protocol.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HEADER 7u

static uint8_t input[65536];
static size_t input_at;
static size_t input_end;
static uint8_t output[65536];
static size_t output_end;

static uint8_t flags;
static int16_t released;
static uint8_t payload[8192];
static uint32_t payload_length;

static void flush_answers(void) {
  size_t sent = 0u;
  while (sent < output_end) {
    const ssize_t count = write(1, output + sent, output_end - sent);
    if (count <= 0) exit(3);
    sent += (size_t)count;
  }
  output_end = 0u;
}

static int next_byte(void) {
  if (input_at == input_end) {
    flush_answers();
    const ssize_t count = read(0, input, sizeof input);
    if (count <= 0) return -1;
    input_at = 0u;
    input_end = (size_t)count;
  }
  return input[input_at++];
}

int next_operation(void) {
  flags = 0u;
  released = 0;
  payload_length = 0u;
  return next_byte();
}

uint8_t argument8(void) {
  const int byte = next_byte();
  if (byte < 0) {
    fputs("input cut short inside an operation\n", stderr);
    exit(2);
  }
  return (uint8_t)byte;
}

uint16_t argument16(void) {
  const uint16_t low = argument8();
  return (uint16_t)(low | (uint16_t)(argument8() << 8));
}

uint32_t argument32(void) {
  const uint32_t low = argument16();
  return low | ((uint32_t)argument16() << 16);
}

void argument_bytes(uint8_t *bytes, uint32_t count) {
  for (uint32_t i = 0u; i < count; i++) bytes[i] = argument8();
}

void answer_flag(uint8_t flag) {
  flags |= flag;
}

void answer_released(int value) {
  released = (int16_t)value;
}

void answer_payload(const void *bytes, uint32_t count) {
  if (payload_length + count > sizeof payload) {
    fputs("answer too long\n", stderr);
    exit(2);
  }
  memcpy(payload + payload_length, bytes, count);
  payload_length += count;
}

static void put(int result, uint8_t with_flags, int16_t with_released, const uint8_t *bytes, uint32_t length) {
  if (output_end + HEADER + length > sizeof output) flush_answers();
  uint8_t *at = output + output_end;
  at[0] = (uint8_t)result;
  at[1] = (uint8_t)((unsigned)result >> 8);
  at[2] = with_flags;
  at[3] = (uint8_t)with_released;
  at[4] = (uint8_t)((uint16_t)with_released >> 8);
  at[5] = (uint8_t)length;
  at[6] = (uint8_t)(length >> 8);
  if (length > 0u) memcpy(at + HEADER, bytes, length);
  output_end += HEADER + length;
}

void answer(int result) {
  put(result, flags, released, payload, payload_length);
}

void ask_test(const uint8_t *request, uint32_t length, uint8_t *reply, uint32_t count) {
  put(0, ASK, 0, request, length);
  for (uint32_t i = 0u; i < count; i++) reply[i] = argument8();
}
