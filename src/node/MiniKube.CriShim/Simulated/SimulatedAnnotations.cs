using System.Globalization;
using Grpc.Core;
using MiniKube.Api.Durations;

namespace MiniKube.CriShim.Simulated;

/// <summary>
/// Annotations of a pod or container that set its behaviour. A key followed by a dot and a container's name is meant for
/// that container only: "mkube.dev/simulated-exit-code.sidecar".
/// </summary>
public static class SimulatedAnnotations
{
    public const string StartDelay = "mkube.dev/simulated-start-delay";
    public const string StartError = "mkube.dev/simulated-start-error";
    public const string ExitAfter = "mkube.dev/simulated-exit-after";
    public const string ExitCode = "mkube.dev/simulated-exit-code";
    public const string OomKilled = "mkube.dev/simulated-oom-killed";
    public const string StopDelay = "mkube.dev/simulated-stop-delay";
    public const string StopExitCode = "mkube.dev/simulated-stop-exit-code";
    public const string IgnoresTermination = "mkube.dev/simulated-ignores-termination";
    public const string Output = "mkube.dev/simulated-output";
    public const string CpuMilli = "mkube.dev/simulated-cpu-milli";
    public const string MemoryBytes = "mkube.dev/simulated-memory-bytes";

    /// <summary>The behaviour as the annotations change it; an exit code alone means an end at once.</summary>
    /// <exception cref="RpcException">InvalidArgument for a value that cannot be read.</exception>
    internal static SimulatedBehavior Apply(SimulatedBehavior behavior, SimulatedLaunch launch)
    {
        var exitAfter = Find(launch, ExitAfter, ParseDuration);
        var exitCode = Find(launch, ExitCode, ParseInt);
        return behavior with
        {
            StartDelay = Find(launch, StartDelay, ParseDuration) ?? behavior.StartDelay,
            StartError = FindText(launch, StartError) ?? behavior.StartError,
            ExitAfter = exitAfter ?? (exitCode is null ? behavior.ExitAfter : behavior.ExitAfter ?? TimeSpan.Zero),
            ExitCode = exitCode ?? behavior.ExitCode,
            OomKilled = Find(launch, OomKilled, ParseBool) ?? behavior.OomKilled,
            StopDelay = Find(launch, StopDelay, ParseDuration) ?? behavior.StopDelay,
            StopExitCode = Find(launch, StopExitCode, ParseInt) ?? behavior.StopExitCode,
            IgnoresTermination = Find(launch, IgnoresTermination, ParseBool) ?? behavior.IgnoresTermination,
            Output = FindText(launch, Output) ?? behavior.Output,
            CpuMilli = Find(launch, CpuMilli, ParseInt) ?? behavior.CpuMilli,
            MemoryBytes = Find(launch, MemoryBytes, ParseLong) ?? behavior.MemoryBytes,
        };
    }

    private static T? Find<T>(SimulatedLaunch launch, string key, Func<string, T?> parse)
        where T : struct
    {
        if (FindText(launch, key) is not { } text)
        {
            return null;
        }

        return parse(text) ?? throw new RpcException(new Status(
            StatusCode.InvalidArgument, $"annotation {key} has the value \"{text}\", which is not a {typeof(T).Name}"));
    }

    private static string? FindText(SimulatedLaunch launch, string key)
    {
        var own = $"{key}.{launch.Container.Metadata.Name}";
        return launch.Container.Annotations.TryGetValue(own, out var text)
            || launch.Sandbox.Annotations.TryGetValue(own, out text)
            || launch.Container.Annotations.TryGetValue(key, out text)
            || launch.Sandbox.Annotations.TryGetValue(key, out text)
                ? text
                : null;
    }

    private static TimeSpan? ParseDuration(string text) => GoDuration.TryParse(text, out TimeSpan duration) && duration >= TimeSpan.Zero ? duration : null;

    private static int? ParseInt(string text) => int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static long? ParseLong(string text) => long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static bool? ParseBool(string text) => bool.TryParse(text, out var value) ? value : null;
}
