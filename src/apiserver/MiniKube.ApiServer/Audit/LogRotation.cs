using System.Collections.Immutable;
using System.Globalization;

namespace MiniKube.ApiServer.Audit;

/// <summary>The names of rotated files, <c>audit-2026-05-04T03-02-01.000.log</c>, and which of them have had their time. Pure.</summary>
internal sealed class LogRotation(string fileName, int ageDaysMax, int backupsMax)
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH-mm-ss.fff";

    private readonly string _prefix = Path.GetFileNameWithoutExtension(fileName) + "-";
    private readonly string _extension = Path.GetExtension(fileName);

    public string BackupName(DateTimeOffset at) => $"{_prefix}{at.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture)}{_extension}";

    /// <summary>Those of the names that are rotated files and shall go: too many, or too old.</summary>
    public ImmutableArray<string> Obsolete(IEnumerable<string> names, DateTimeOffset now)
    {
        var backups = names
            .Select(name => (Name: name, At: TimeOf(name)))
            .Where(backup => backup.At is not null)
            .OrderByDescending(backup => backup.At)
            .ToList();
        var kept = backupsMax > 0 ? backupsMax : backups.Count;
        var oldest = ageDaysMax > 0 ? now.UtcDateTime.AddDays(-ageDaysMax) : DateTime.MinValue;
        return [.. backups.Where((backup, index) => index >= kept || backup.At < oldest).Select(backup => backup.Name)];
    }

    private DateTime? TimeOf(string name)
    {
        if (!name.StartsWith(_prefix, StringComparison.Ordinal) || !name.EndsWith(_extension, StringComparison.Ordinal) || name.Length < _prefix.Length + _extension.Length)
        {
            return null;
        }

        var time = name.AsSpan(_prefix.Length, name.Length - _prefix.Length - _extension.Length);
        return DateTime.TryParseExact(time, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var found) ? found : null;
    }
}
