// The image's constant reply table: what a unit that is on would say, by hand from the PMBus tables. No sensor stands behind it.
#ifndef RACKLET_NATIVE_REPLIES_H
#define RACKLET_NATIVE_REPLIES_H

#include "../../../firmware/io/smbus-target/smbus-target.h"

void replies_publish(struct smbus_target *target);
/** The next row once more, the same bytes: a new slot and one word store. */
void replies_publish_again(struct smbus_target *target);

#endif
