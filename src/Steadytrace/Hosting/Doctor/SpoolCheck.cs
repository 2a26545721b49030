using Steadytrace.Output;

namespace Steadytrace.Hosting.Doctor;

/// <summary>Whether the spool's folder can be made and written, and has room.</summary>
internal static class SpoolCheck
{
    private const string What = "spool";

    public static Finding Look(Machine machine, string directory, long maxBytes)
    {
        var existing = directory;
        while (!Directory.Exists(existing) && Path.GetDirectoryName(existing) is { } above) existing = above;
        if (Refusal(existing) is { } refusal)
            return Finding.Lack(What, $"{directory}: {refusal}", $"{machine.Sudo}install -d -m 0700 -o {Environment.UserName} {directory}");

        var drive = new DriveInfo(existing);
        var free = drive.AvailableFreeSpace;
        var found = $"{directory}, {Figures.Size(free)} free";
        if (drive.DriveFormat is "tmpfs" or "ramfs") return Finding.Note(What, $"{found}, in memory: what waits there is lost when the machine goes down");
        if (drive.DriveFormat is "nfs" or "nfs4" or "cifs" or "fuse.sshfs") return Finding.Note(What, $"{found}, on a network: recording waits when it is slow");
        return free >= maxBytes
            ? Finding.Well(What, found)
            : Finding.Note(What, $"{found}, of the {Figures.Size(maxBytes)} that a recorder may take: the disk would be full first", $"export STEADYTRACE__TRACER__SPOOL__MAX_BYTES={Math.Max(free / 2, 16 << 20)}");
    }

    // The only way that holds for every file system: to try.
    private static string? Refusal(string folder)
    {
        var probe = Path.Combine(folder, $".steadytrace-doctor-{Environment.ProcessId}");
        try
        {
            using (File.Create(probe, 1, FileOptions.DeleteOnClose)) return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e is UnauthorizedAccessException ? $"{folder} cannot be written by {Environment.UserName}" : e.Message;
        }
    }
}
