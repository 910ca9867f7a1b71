using System.Text;
using System.Text.Json.Nodes;

namespace MiniKube.Kubelet.Serving.Channels;

/// <summary>The last word on the error channel: how the command ended.</summary>
internal static class RemoteStatus
{
    public static byte[] Success { get; } = Encode(new JsonObject { ["metadata"] = new JsonObject(), ["status"] = "Success" });

    public static byte[] Exited(int exitCode) => exitCode == 0 ? Success : Encode(new JsonObject
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

    public static byte[] Failed(string message) => Encode(new JsonObject
    {
        ["metadata"] = new JsonObject(),
        ["status"] = "Failure",
        ["message"] = $"Internal error occurred: {message}",
        ["reason"] = "InternalError",
        ["details"] = new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["message"] = message }) },
        ["code"] = 500,
    });

    private static byte[] Encode(JsonObject status) => Encoding.UTF8.GetBytes(status.ToJsonString());
}
