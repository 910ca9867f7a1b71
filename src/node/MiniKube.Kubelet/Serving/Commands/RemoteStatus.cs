using System.Text;
using System.Text.Json.Nodes;

namespace MiniKube.Kubelet.Serving.Commands;

/// <summary>The last word on the error channel: how the command ended.</summary>
/// <param name="Json">A Status.</param>
/// <param name="Text">For clients that know no Status; empty for success.</param>
internal sealed record RemoteStatus(byte[] Json, byte[] Text)
{
    public static RemoteStatus Success { get; } = Encode(new JsonObject { ["metadata"] = new JsonObject(), ["status"] = "Success" });

    public static RemoteStatus Exited(int exitCode) => exitCode == 0 ? Success : Encode(new JsonObject
    {
        ["metadata"] = new JsonObject(),
        ["status"] = "Failure",
        ["message"] = $"command terminated with non-zero exit code: error executing command, exit code {exitCode}",
        ["reason"] = "NonZeroExitCode",
        ["details"] = new JsonObject
        {
            ["causes"] = new JsonArray(new JsonObject { ["reason"] = "ExitCode", ["message"] = exitCode.ToString() }),
        },
    });

    public static RemoteStatus Failed(string message) => Encode(new JsonObject
    {
        ["metadata"] = new JsonObject(),
        ["status"] = "Failure",
        ["message"] = $"Internal error occurred: {message}",
        ["reason"] = "InternalError",
        ["details"] = new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["message"] = message }) },
        ["code"] = 500,
    });

    private static RemoteStatus Encode(JsonObject status) =>
        new(Encoding.UTF8.GetBytes(status.ToJsonString()), Encoding.UTF8.GetBytes(status["message"]?.GetValue<string>() ?? ""));
}
