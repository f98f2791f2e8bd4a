/*
 * The generated table of stdlib/ and rules/ (embed.cmake).
 */
#ifndef ONUS_ENGINE_PACK_EMBEDDED_H
#define ONUS_ENGINE_PACK_EMBEDDED_H

#include "engine/pack/pack.h"

struct pack_library embedded_files(void);

#endif
