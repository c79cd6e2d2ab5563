//! The Chinese rings: how many moves take n rings off the bar, each move checked against the rules.

mod rounds;

struct Bar {
    rings: Vec<i32>,
    moves: i32,
}

impl Bar {
    fn is_free(&self, ring: usize) -> bool {
        if ring == 0 {
            return true;
        }
        let mut free = self.rings[ring - 1] == 1;
        for i in 0..ring - 1 {
            if self.rings[i] != 0 {
                free = false;
            }
        }
        free
    }

    fn change(&mut self, ring: usize, place: i32) {
        assert!(self.is_free(ring), "ring {ring} cannot move");
        self.rings[ring] = place;
        self.moves += 1;
    }

    fn take_off(&mut self, n: usize) {
        if n == 1 {
            self.change(0, 0);
        } else if n > 1 {
            self.take_off(n - 2);
            self.change(n - 1, 0);
            self.put_on(n - 2);
            self.take_off(n - 1);
        }
    }

    fn put_on(&mut self, n: usize) {
        if n == 1 {
            self.change(0, 1);
        } else if n > 1 {
            self.put_on(n - 1);
            self.take_off(n - 2);
            self.change(n - 1, 1);
            self.put_on(n - 2);
        }
    }
}

fn main() {
    rounds::rounds(|| {
        let n = std::hint::black_box(24);
        let mut bar = Bar { rings: vec![1; n], moves: 0 };
        bar.take_off(n);
        bar.moves
    });
}
