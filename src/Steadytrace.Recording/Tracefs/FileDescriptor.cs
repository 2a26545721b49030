using Microsoft.Win32.SafeHandles;

namespace Steadytrace.Recording.Tracefs;

/// <summary>An open file descriptor.</summary>
internal sealed class FileDescriptor : SafeHandleMinusOneIsInvalid
{
    public FileDescriptor(int fd) : base(ownsHandle: true) => SetHandle(fd);

    /// <summary>The number, for poll(2); valid while this object is.</summary>
    public int Number => (int)handle;

    protected override bool ReleaseHandle() => Libc.Close((int)handle) == 0;
}
