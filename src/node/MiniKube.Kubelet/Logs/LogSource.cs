namespace MiniKube.Kubelet.Logs;

/// <summary>The log file of one container, and how to know when nothing more will come.</summary>
/// <param name="Path">The file the runtime writes to; it may not be there yet.</param>
/// <param name="IsRunning">False once the container has ended.</param>
/// <param name="WhenChanged">Completes when <paramref name="IsRunning"/> may have changed.</param>
internal sealed record LogSource(string Path, Func<bool> IsRunning, Func<CancellationToken, Task> WhenChanged);
