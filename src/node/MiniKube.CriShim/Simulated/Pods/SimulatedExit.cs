namespace MiniKube.CriShim.Simulated.Pods;

/// <summary>How a container ended, in a runtime's words.</summary>
internal sealed record SimulatedExit(int Code, string Reason, string Message = "")
{
    /// <summary>Killed, because it did not end in time or was in the way.</summary>
    public static SimulatedExit Killed { get; } = new(128 + 9, "Error");

    public static SimulatedExit OomKilled { get; } = new(128 + 9, "OOMKilled");

    public static SimulatedExit Completed(int code) => new(code, code == 0 ? "Completed" : "Error");

    public static SimulatedExit NotStarted(string message) => new(128, "StartError", message);
}
