import {sharedLibraryError} from '../../src/rules/shared-library-error.js';
import {app} from '../support/facts.js';
import {testRule} from '../support/rule-tester.js';

testRule(sharedLibraryError, {
  finds: [
    {
      name: '.NET without ICU',
      given: {
        'app-records': app(
          "Process terminated. Couldn't find a valid ICU package installed on the system. Please install libicu (or icu-libs)",
        ),
      },
      data: {library: 'ICU'},
    },

    {
      name: 'a missing library',
      given: {
        'app-records': app('app: error while loading shared libraries: libpq.so.5: cannot open shared object file'),
      },
      data: {library: 'libpq.so.5'},
    },
  ],
  silent: [
    {
      name: 'CUDA, which TensorFlow does without',
      given: {
        'app-records': app(
          "W tensorflow/dso_loader.cc:64] Could not load dynamic library 'libcudart.so.11.0'; dlerror: libcudart.so.11.0: cannot open shared object file",
        ),
      },
    },
    {
      name: 'a native transport that Netty does without, at debug level',
      given: {'app-records': app('DEBUG NativeLibraryLoader: java.lang.UnsatisfiedLinkError: no netty_epoll')},
    },
    {name: 'a missing module', given: {'app-records': app("ModuleNotFoundError: No module named 'cv2'")}},
  ],
});
