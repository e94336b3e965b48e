/* fuse.h: fused opcodes (fused.def). */
#ifndef GILVM_VM_FUSE_H
#define GILVM_VM_FUSE_H

#include "vm/object.h"

void code_fuse(code *c);
unsigned opcode_base(unsigned op); /* the documented opcode that stands where this one stands */

#endif
