;; What `seam bench boundary` calls: each crossing in the shape that the compiler emits, and in those that it avoids.
(module
  (type $box (struct (field (mut f64))))
  (type $cells (array (mut f64)))
  (rec
    (type $code (func (param (ref $closure)) (param i32) (result i32)))
    (type $closure (struct (field (ref $code)) (field i32))))

  (import "js" "add" (func $add (param i32) (result i32)))
  (import "js" "set" (func $set (param externref) (param i32)))
  (import "js" "apply" (func $apply (param externref) (param i32) (result i32)))
  (import "js" "fail" (func $fail))

  (func (export "addI32") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
  ;; No engine inlines what calls itself, so this stays a call. No loop comes to where it would.
  (func $addCalled (export "addCalled") (param i32) (result i32)
    (if (result i32) (i32.eq (local.get 0) (i32.const 0x7fffffff))
      (then (call $addCalled (i32.const 0)))
      (else (i32.add (local.get 0) (i32.const 1)))))
  (func (export "addF64") (param f64) (result f64) (f64.add (local.get 0) (f64.const 1)))
  (func (export "addI64") (param i64) (result i64) (i64.add (local.get 0) (i64.const 1)))
  (func (export "same") (param externref) (result externref) (local.get 0))

  (func (export "makeBox") (param f64) (result externref)
    (extern.convert_any (struct.new $box (local.get 0))))
  (func (export "readTyped") (param (ref $box)) (result f64)
    (struct.get $box 0 (local.get 0)))
  (func (export "readBox") (param externref) (result f64)
    (struct.get $box 0 (ref.cast (ref $box) (any.convert_extern (local.get 0)))))

  (func (export "makeCells") (param i32) (result externref)
    (extern.convert_any (array.new_default $cells (local.get 0))))
  (func (export "readCell") (param externref) (param i32) (result f64)
    (array.get $cells (ref.cast (ref $cells) (any.convert_extern (local.get 0))) (local.get 1)))
  (func (export "writeCell") (param externref) (param i32) (param f64)
    (array.set $cells (ref.cast (ref $cells) (any.convert_extern (local.get 0))) (local.get 1) (local.get 2)))

  (func $addCaptured (type $code)
    (i32.add (local.get 1) (struct.get $closure 1 (local.get 0))))
  (elem declare func $addCaptured)
  (func (export "makeClosure") (param i32) (result externref)
    (extern.convert_any (struct.new $closure (ref.func $addCaptured) (local.get 0))))
  (func (export "applyClosure") (param externref) (param i32) (result i32) (local $closure (ref $closure))
    (local.set $closure (ref.cast (ref $closure) (any.convert_extern (local.get 0))))
    (call_ref $code (local.get $closure) (local.get 1) (struct.get $closure 0 (local.get $closure))))

  (func (export "trap") unreachable)
  (func (export "failThrough") (call $fail))

  ;; Each loop is the same but for the call in it: the rest is what is subtracted.
  (func (export "loopNothing") (param $n i32) (result i32) (local $x i32)
    (loop $again
      (local.set $x (i32.add (i32.xor (local.get $x) (local.get $n)) (i32.const 1)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $x))
  (func (export "loopAdd") (param $n i32) (result i32) (local $x i32)
    (loop $again
      (local.set $x (call $add (i32.xor (local.get $x) (local.get $n))))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $x))
  (func (export "loopSet") (param $n i32) (param $a externref) (param $b externref) (result i32) (local $x i32)
    (loop $again
      (local.set $x (i32.add (i32.xor (local.get $x) (local.get $n)) (i32.const 1)))
      (call $set (select (result externref) (local.get $a) (local.get $b) (i32.and (local.get $n) (i32.const 1)))
        (local.get $x))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $x))
  (func (export "loopApply") (param $n i32) (param $a externref) (param $b externref) (result i32) (local $x i32)
    (loop $again
      (local.set $x (call $apply
        (select (result externref) (local.get $a) (local.get $b) (i32.and (local.get $n) (i32.const 1)))
        (i32.xor (local.get $x) (local.get $n))))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $x)))
