using System.Diagnostics;
using System.Globalization;

namespace MiniKube.Startup;

/// <summary>Says which process runs on a data directory, so that <c>mkube reset</c> can end it.</summary>
internal sealed class PidFile : IDisposable
{
    private readonly string _path;

    private PidFile(string path) => _path = path;

    public static PidFile Write(string dataDirectory)
    {
        var path = PathIn(dataDirectory);
        File.WriteAllText(path, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new PidFile(path);
    }

    /// <summary>The mkube that runs on the directory; null when none does.</summary>
    public static Process? Find(string dataDirectory)
    {
        var path = PathIn(dataDirectory);
        if (!File.Exists(path) || !int.TryParse(File.ReadAllText(path), CultureInfo.InvariantCulture, out var id) || id == Environment.ProcessId)
        {
            return null;
        }

        try
        {
            // The number may have gone to another program since.
            var process = Process.GetProcessById(id);
            return process.ProcessName == Process.GetCurrentProcess().ProcessName ? process : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    public void Dispose() => File.Delete(_path);

    private static string PathIn(string dataDirectory) => Path.Combine(dataDirectory, "mkube.pid");
}
