namespace Steadytrace.Recording.Lttng.Live;

/// <summary>A session as a relay daemon lists it: one domain of a recording session.</summary>
/// <param name="Id">The relay daemon's number of it.</param>
/// <param name="LiveTimerMicroseconds">How often the traced host sends what it has; 0: the session is not live.</param>
/// <param name="HostName">The traced host.</param>
/// <param name="Name">The recording session.</param>
internal sealed record RelaySession(ulong Id, uint LiveTimerMicroseconds, string HostName, string Name);
