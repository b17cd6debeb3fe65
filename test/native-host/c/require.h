// What must hold in a fuzzer's harness: else the run ends, and the fuzzer keeps its input.
#ifndef RACKLET_TEST_REQUIRE_H
#define RACKLET_TEST_REQUIRE_H

#include <stdio.h>
#include <stdlib.h>

static inline void require(int holds, const char *what) {
  if (holds) return;
  fprintf(stderr, "does not hold: %s\n", what);
  abort();
}

#endif
