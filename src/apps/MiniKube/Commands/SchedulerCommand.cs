using System.CommandLine;
using MiniKube.Hosting.ControlPlanes;
using MiniKube.Scheduler;

namespace MiniKube.Commands;

/// <summary><c>mkube scheduler</c>.</summary>
internal static class SchedulerCommand
{
    public static Command Create() => ComponentCommand.Create(
        "scheduler",
        "Runs the scheduler alone.",
        (group, connection, leaderElect, services, _) =>
        {
            group.StartScheduler(connection.Client, new SchedulerOptions { LeaderElect = leaderElect }, services);
            return null;
        });
}
