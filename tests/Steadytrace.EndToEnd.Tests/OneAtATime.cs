// The machine has one kernel, and a whole datacenter is enough for its processors.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
