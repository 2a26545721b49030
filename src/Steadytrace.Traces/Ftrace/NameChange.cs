namespace Steadytrace.Traces.Ftrace;

/// <summary>A thread got a name in a way that the CPUs it runs on later cannot see in their own records.</summary>
/// <param name="Time">When, on the trace clock.</param>
/// <param name="Cpu">The CPU whose records tell it, and which needs to be told no more.</param>
/// <param name="Pid">The thread.</param>
/// <param name="Name">Its name from then on.</param>
internal readonly record struct NameChange(ulong Time, int Cpu, int Pid, ThreadName Name);
