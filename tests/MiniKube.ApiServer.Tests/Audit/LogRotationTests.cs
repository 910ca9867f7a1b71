using System.Text;
using Microsoft.Extensions.Time.Testing;
using MiniKube.ApiServer.Audit;

namespace MiniKube.ApiServer.Tests.Audit;

public sealed class LogRotationTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 3, 2, 1, TimeSpan.Zero);

    [Fact]
    public void The_newest_backups_stay_and_those_that_are_too_old_go()
    {
        var rotation = new LogRotation("audit.log", ageDaysMax: 2, backupsMax: 2);
        string[] names =
        [
            "audit.log", "audit-notes.log", "other-2026-05-01T00-00-00.000.log",
            rotation.BackupName(Now), rotation.BackupName(Now.AddDays(-1)), rotation.BackupName(Now.AddDays(-1.5)), rotation.BackupName(Now.AddDays(-3)),
        ];

        var obsolete = rotation.Obsolete(names, Now);

        obsolete.Should().Equal("audit-2026-05-02T15-02-01.000.log", "audit-2026-05-01T03-02-01.000.log");
    }

    [Fact]
    public void A_file_that_has_grown_too_large_starts_anew_beside_its_backups()
    {
        var directory = Directory.CreateTempSubdirectory("audit").FullName;
        try
        {
            var time = new FakeTimeProvider(Now);
            var path = Path.Combine(directory, "audit.log");
            var options = new AuditOptions { PolicyFile = "", LogMegabytesMax = 1, LogBackupsMax = 1 };
            var line = Encoding.UTF8.GetBytes(new string('x', 700_000) + "\n");
            using (var file = new RotatingFile(path, options, time))
            {
                for (var count = 0; count < 3; count++)
                {
                    file.Append(line);
                    time.Advance(TimeSpan.FromSeconds(1));
                }
            }

            Directory.EnumerateFiles(directory).Select(Path.GetFileName).Order().Should().Equal("audit-2026-05-04T03-02-03.000.log", "audit.log");
            new FileInfo(path).Length.Should().Be(line.Length);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
