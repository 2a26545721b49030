namespace Steadytrace.Recording.Spool;

/// <summary>How much room a folder's disk has.</summary>
/// <param name="FreeBytes">Free for this user.</param>
/// <param name="TotalBytes">Of the whole disk.</param>
public readonly record struct DiskRoom(long FreeBytes, long TotalBytes)
{
    private const int NoSpaceLeft = 28;
    private const int QuotaExceeded = 122;

    /// <summary>Looks at the disk under a folder; null when it does not answer.</summary>
    public static DiskRoom? Of(string folder)
    {
        try
        {
            var disk = new DriveInfo(folder);
            return new DiskRoom(disk.AvailableFreeSpace, disk.TotalSize);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A disk that is gone fails the next write, with a better word.
            return null;
        }
    }

    /// <summary>True when a write failed for want of room (ENOSPC, EDQUOT).</summary>
    public static bool IsFull(IOException failure) => failure.HResult is NoSpaceLeft or QuotaExceeded;
}
