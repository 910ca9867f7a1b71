using System.Globalization;

namespace MiniKube.CriShim.Simulated.Pods;

/// <summary>A container's output: the last lines in memory and, when wanted, all of it in a file in CRI's format.</summary>
internal sealed class SimulatedLog(string? path)
{
    private const int LinesMax = 1000;

    private readonly Lock _gate = new();
    private readonly Queue<SimulatedLogLine> _lines = new();

    public void Append(DateTimeOffset at, bool isStderr, string text)
    {
        lock (_gate)
        {
            var lines = text.EndsWith('\n') ? text[..^1].Split('\n') : text.Split('\n');
            foreach (var line in lines)
            {
                if (_lines.Count == LinesMax)
                {
                    _ = _lines.Dequeue();
                }

                _lines.Enqueue(new SimulatedLogLine(at, isStderr, line));
            }

            if (path is not null)
            {
                _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.AppendAllLines(path, lines.Select(line => Format(at, isStderr, line)));
            }
        }
    }

    /// <summary>Makes the file anew after it was renamed.</summary>
    public void Reopen()
    {
        if (path is not null)
        {
            lock (_gate)
            {
                _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.AppendAllText(path, "");
            }
        }
    }

    public SimulatedLogLine[] Read()
    {
        lock (_gate)
        {
            return [.. _lines];
        }
    }

    private static string Format(DateTimeOffset at, bool isStderr, string line)
        => $"{at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture)} {(isStderr ? "stderr" : "stdout")} F {line}";
}
