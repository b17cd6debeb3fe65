// What the two halves of the SMBus target core share. Not for others.
#ifndef RACKLET_SMBUS_TARGET_INTERNAL_H
#define RACKLET_SMBUS_TARGET_INTERNAL_H

#include "smbus-target.h"

void smbus_target_stop_waiting(struct smbus_target *target);
void smbus_target_go_idle(struct smbus_target *target);
/** Ends a wait in profile `nack`: SMBUS_ACK or SMBUS_NACK. */
int smbus_target_answer_read_address(struct smbus_target *target);
/** Ends a wait in profile `poison`: the byte. */
int smbus_target_first_byte(struct smbus_target *target);

#endif
