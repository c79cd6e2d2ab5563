// Takeuchi's function, in the version that returns `z`.

function tak(x, y, z) {
  return y < x ? tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y)) : z;
}

export const run = () => tak(31, 16, 8);
