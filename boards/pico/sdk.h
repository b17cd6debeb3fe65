// What the compiler is told of every file of the image, the SDK's included: in place of the pico-sdk's own board header, which it includes.
#ifndef RACKLET_SDK_H
#define RACKLET_SDK_H

#include "boards/pico.h"

// The cores of firmware/io find it beside their own port.h.
#define RACKLET_PORT_HEADER "rp2040/port.h"

#endif
