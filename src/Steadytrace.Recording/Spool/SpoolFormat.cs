using System.Globalization;
using System.Text;

namespace Steadytrace.Recording.Spool;

/// <summary>The version of a source's spool on disk. Written when the spool is made.</summary>
internal static class SpoolFormat
{
    private const int Version = 1;

    public static void Prepare(SpoolPaths paths, IFileLayer files)
    {
        if (!files.FolderExists(paths.Root)) files.CreateFolderDurably(paths.Root);
        if (files.FileExists(paths.Format) && Read(paths.Format, files) > Version)
        {
            throw new SpoolException(
                $"The spool {paths.Root} was written by a newer release (format {Read(paths.Format, files)}, this one knows {Version}): run that release, or set steadytrace.tracer.spool.directory (up: --spool) to another folder");
        }

        if (files.FileExists(paths.Format))
        {
            // Shows that it can be written, and needs no room: a full disk must not keep a node from ending its recorders.
            files.TouchFile(paths.Format);
            return;
        }

        files.WriteDurably(paths.Format, Encoding.ASCII.GetBytes(Version.ToString(CultureInfo.InvariantCulture)));
    }

    private static int Read(string path, IFileLayer files) =>
        int.TryParse(Encoding.ASCII.GetString(files.ReadFile(path)).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : throw new SpoolException($"{path} is damaged: it must hold one number; write {Version} into it if no newer release wrote this spool");
}
