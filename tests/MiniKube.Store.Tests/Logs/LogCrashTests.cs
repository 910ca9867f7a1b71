using MiniKube.Store.Tests.Disks;

namespace MiniKube.Store.Tests.Logs;

/// <summary>The power is cut at a random moment of appends, replacements and restarts: the log is then as it was before the last call, or after it.</summary>
public sealed class LogCrashTests
{
    [Fact]
    public void A_crash_leaves_the_log_as_before_the_call_or_after_it()
    {
        for (var seed = 0; seed < 600; seed++)
        {
            try
            {
                Live(seed);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"seed {seed}", exception);
            }
        }
    }

    private static void Live(int seed)
    {
        var random = new Random(seed);
        var disk = new SimulatedDisk();
        var model = new LogModel();
        for (var life = 0; life < 4; life++)
        {
            var crashAt = random.Next(1, 60);
            SimulatedDisk? crashed = null;
            var dying = disk;
            disk.Before = _ =>
            {
                if (dying.Changes >= crashAt)
                {
                    crashed ??= dying.Crash(random);
                    throw new IOException("the power is cut");
                }
            };
            var next = Write(disk, model, random);
            disk.Before = null;
            disk = crashed ?? disk.Crash(random);
            using var after = OpenLog.On(disk.Copy());
            model = Seen(after, model, next);
        }
    }

    /// <summary>Writes until the power is cut; what would have come next.</summary>
    private static LogModel Write(SimulatedDisk disk, LogModel model, Random random)
    {
        var next = model;
        try
        {
            using var log = OpenLog.On(disk);
            while (true)
            {
                next = model.Step(random, out var act);
                act(log.Log);
                model.Become(next);
                log.Log.Evict(random.Next(2000), log.Log.Last);
                log.Entries.Should().Equal(model.Entries);
            }
        }
        catch (IOException)
        {
            return next;
        }
    }

    private static LogModel Seen(OpenLog log, LogModel before, LogModel next)
    {
        var seen = log.Entries;
        var isNext = seen.SequenceEqual(next.Entries) && log.Log.First == next.First && log.Log.HardState.Term == next.Term;
        var expected = isNext ? next : before;
        seen.Should().Equal(expected.Entries);
        log.Log.HardState.Term.Should().Be(expected.Term);
        return expected;
    }
}
