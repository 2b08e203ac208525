// Lets a function without a body be declared.
