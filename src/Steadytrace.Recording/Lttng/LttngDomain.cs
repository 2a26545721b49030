namespace Steadytrace.Recording.Lttng;

/// <summary>Which of LTTng's tracers records.</summary>
public enum LttngDomain
{
    /// <summary>The kernel where its tracer is there, else user space.</summary>
    Auto,

    /// <summary>The kernel: needs the LTTng modules and a session daemon of root.</summary>
    Kernel,

    /// <summary>Programs built with liblttng-ust.</summary>
    User,

    /// <summary>Both, in one session.</summary>
    Both,
}
