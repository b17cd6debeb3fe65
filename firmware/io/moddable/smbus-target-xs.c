// `racklet:io/smbus-target`: the calls of the firmware's side, and the one message that wakes JavaScript. See smbus-target.ts.
#include "mc.xs.h"
#include "ports.h"
#include "xsHost.h"
#include "xsmc.h"

/** Bits of Capability: smbus-target.ts of the port. */
#define CAPABILITY_POISON 1
#define CAPABILITY_PRESETS 4

static xsMachine *machine;
static xsSlot on_readable;

static uint8_t code_of(xsMachine *the) { return (uint8_t)xsmcToInteger(xsArg(0)); }

static void check(xsMachine *the, enum smbus_status status) {
  if (status == SMBUS_NO_MEMORY) xsRangeError("smbus target: no room for the reply");
  if (status == SMBUS_BAD_LENGTH) xsRangeError("smbus target: bad length");
  if (status == SMBUS_CLOSED) xsUnknownError("smbus target: closed");
}

static void deliver(void *the_machine, void *context, uint8_t *message, uint16_t length) {
  (void)context, (void)message, (void)length;
  xsBeginHost((xsMachine *)the_machine);
  xsmcVars(1);
  xsVar(0) = on_readable;
  xsCallFunction0(xsVar(0), xsGlobal);
  xsEndHost((xsMachine *)the_machine);
}

/** In an interrupt of low priority. One message at a time: the core announces once until the port was read. */
static void post(void) { modMessagePostToMachineFromISR(machine, deliver, NULL); }

void racklet_target_open(xsMachine *the) {
  if (machine != NULL) xsRangeError("smbus target: open already");
  if (xsmcToInteger(xsArg(0)) != racklet_address()) xsRangeError("smbus target: runs at another address");
  on_readable = xsArg(1);
  xsRemember(on_readable);
  machine = the;
  racklet_on_readable = post;
  racklet_wake();
  xsmcSetInteger(xsResult, CAPABILITY_POISON | CAPABILITY_PRESETS);
}

void racklet_target_refusals(xsMachine *the) { xsmcSetUnsigned(xsResult, rp2040_smbus_target.refusals); }

void racklet_target_is_waiting(xsMachine *the) {
  xsmcSetBoolean(xsResult, write_queue_is_pending(&rp2040_smbus_target.queue));
}

void racklet_target_publish(xsMachine *the) {
  void *bytes;
  xsUnsignedValue size;
  xsmcGetBufferReadable(xsArg(1), &bytes, &size);
  const int length = xsmcToInteger(xsArg(2));
  if (length < 0 || (xsUnsignedValue)length > size) xsRangeError("smbus target: length");
  check(the, smbus_target_publish(&rp2040_smbus_target, code_of(the), bytes, (size_t)length));
}

/** Bytes of an array, which has to hold `count` elements of `width` bytes. */
static const uint8_t *column_of(xsMachine *the, xsSlot *slot, xsUnsignedValue count, xsUnsignedValue width) {
  void *bytes;
  xsUnsignedValue size;
  xsmcGetBufferReadable(*slot, &bytes, &size);
  if (size != count * width) xsRangeError("smbus target: columns");
  return bytes;
}

/** The codes, and how many. */
static const uint8_t *codes_of(xsMachine *the, xsUnsignedValue *count) {
  void *bytes;
  xsmcGetBufferReadable(xsArg(0), &bytes, count);
  return bytes;
}

void racklet_target_publish_numbers(xsMachine *the) {
  xsUnsignedValue count;
  const uint8_t *codes = codes_of(the, &count);
  const uint8_t *widths = column_of(the, &xsArg(1), count, 1u);
  const uint8_t *values = column_of(the, &xsArg(2), count, sizeof(int32_t));
  for (xsUnsignedValue i = 0; i < count; i++) {
    if (widths[i] > sizeof(int32_t)) xsRangeError("smbus target: width");
    if (widths[i] != 0u)
      check(the, smbus_target_publish(&rp2040_smbus_target, codes[i], values + i * sizeof(int32_t), widths[i]));
  }
}

void racklet_target_withdraw(xsMachine *the) { check(the, smbus_target_withdraw(&rp2040_smbus_target, code_of(the))); }

void racklet_target_accept(xsMachine *the) {
  check(the, smbus_target_accept(&rp2040_smbus_target, code_of(the), xsmcToUnsigned(xsArg(1)), xsmcToUnsigned(xsArg(2))));
}

void racklet_target_accept_all(xsMachine *the) {
  xsUnsignedValue count;
  const uint8_t *codes = codes_of(the, &count);
  const uint8_t *shortest = column_of(the, &xsArg(1), count, 1u);
  const uint8_t *longest = column_of(the, &xsArg(2), count, 1u);
  for (xsUnsignedValue i = 0; i < count; i++)
    check(the, smbus_target_accept(&rp2040_smbus_target, codes[i], shortest[i], longest[i]));
}

void racklet_target_accept_process(xsMachine *the) {
  check(the, smbus_target_accept_process(&rp2040_smbus_target, code_of(the), xsmcToUnsigned(xsArg(1)),
                                         xsmcToUnsigned(xsArg(2))));
}

void racklet_target_forbid(xsMachine *the) { check(the, smbus_target_forbid(&rp2040_smbus_target, code_of(the))); }

void racklet_target_forbid_all(xsMachine *the) {
  xsUnsignedValue count;
  const uint8_t *codes = codes_of(the, &count);
  for (xsUnsignedValue i = 0; i < count; i++) check(the, smbus_target_forbid(&rp2040_smbus_target, codes[i]));
}

void racklet_target_read(xsMachine *the) {
  uint8_t *bytes;
  xsUnsignedValue size;
  uint16_t count = 0;
  xsmcGetBufferWritable(xsArg(0), (void **)&bytes, &size);
  if (size < 2u + LONGEST_WRITE) xsRangeError("smbus target: buffer too small");
  const uint16_t token = smbus_target_read(&rp2040_smbus_target, bytes + 1, &count);
  bytes[0] = (uint8_t)count;
  xsmcSetInteger(xsResult, token);
}

void racklet_target_done(xsMachine *the) { smbus_target_done(&rp2040_smbus_target, (uint16_t)xsmcToInteger(xsArg(0))); }

void racklet_target_counters(xsMachine *the) {
  void *out;
  xsUnsignedValue size;
  xsmcGetBufferWritable(xsArg(0), &out, &size);
  if (size < sizeof(uint32_t) * SMBUS_COUNTER_COUNT) xsRangeError("smbus target: buffer too small");
  smbus_target_counters(&rp2040_smbus_target, out);
}

void racklet_target_suspend(xsMachine *the) { xsmcSetBoolean(xsResult, smbus_target_suspend(&rp2040_smbus_target)); }

void racklet_target_resume(xsMachine *the) {
  (void)the;
  smbus_target_resume(&rp2040_smbus_target);
}

void racklet_target_close(xsMachine *the) {
  if (machine == NULL) return;
  rp2040_smbus_target_close();
  xsForget(on_readable);
  racklet_on_readable = NULL;
  machine = NULL;
}
