/* Lengths and places: tenths of a pixel (1 px = 1/96 inch), whole numbers, so that every machine comes to the same drawing. */
#ifndef ONUS_ENGINE_DIAGRAM_GEOMETRY_H
#define ONUS_ENGINE_DIAGRAM_GEOMETRY_H

#include <stdint.h>

enum { PIXEL = 10 };

struct point {
    int32_t x, y;
};

#endif
