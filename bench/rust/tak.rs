//! Takeuchi's function, in the version that returns `z`.

mod rounds;

fn tak(x: i32, y: i32, z: i32) -> i32 {
    if y < x { tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y)) } else { z }
}

fn main() {
    rounds::rounds(|| tak(std::hint::black_box(31), 16, 8));
}
