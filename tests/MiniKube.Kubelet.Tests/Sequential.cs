// "Everything has settled" is read off the thread pool, which all tests of a process share.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
