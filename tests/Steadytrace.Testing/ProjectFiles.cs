namespace Steadytrace.Testing;

/// <summary>Files of the project as it is checked out, for tests of what ships beside the program.</summary>
public static class ProjectFiles
{
    /// <summary>The whole path of a file given from the project's folder: <c>docker/graphite/storage-schemas.conf</c>.</summary>
    public static string Path(string relative)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Actors.sln"))) return System.IO.Path.Combine(folder.FullName, relative);
        }

        throw new DirectoryNotFoundException($"Actors.sln is in no folder above {AppContext.BaseDirectory}");
    }
}
