// Has the precompiled headers of the tests made (tests/CMakeLists.txt); there is nothing to compile here.
