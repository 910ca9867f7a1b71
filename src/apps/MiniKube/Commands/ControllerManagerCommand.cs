using System.CommandLine;
using MiniKube.Controllers;
using MiniKube.Hosting.ControlPlanes;

namespace MiniKube.Commands;

/// <summary><c>mkube controller-manager</c>.</summary>
internal static class ControllerManagerCommand
{
    public static Command Create() => ComponentCommand.Create(
        "controller-manager",
        "Runs the controllers alone.",
        (group, client, leaderElect, services) => group.StartControllerManager(
            client, new ControllerManagerOptions { LeaderElect = leaderElect }, services));
}
