namespace MiniKube.Controllers.Common;

/// <summary>One loop of the controller manager.</summary>
internal interface IController
{
    string Name { get; }

    /// <summary>Keys waiting or being worked on.</summary>
    int PendingCount { get; }

    /// <summary>Keys that will come by themselves later.</summary>
    int DelayedCount { get; }

    /// <summary>Runs until cancelled.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
