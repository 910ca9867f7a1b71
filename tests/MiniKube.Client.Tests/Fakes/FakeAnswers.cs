using System.IO.Pipelines;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace MiniKube.Client.Tests.Fakes;

/// <summary>Makes responses.</summary>
internal static class FakeAnswers
{
    public static HttpResponseMessage Body(int code, JsonObject body) => new((HttpStatusCode)code)
    {
        Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
    };

    public static HttpResponseMessage Status(int code, string reason, string message) => Body(code, StatusBody(code, reason, message));

    public static JsonObject StatusBody(int code, string reason, string message) => new()
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject(),
        ["status"] = code < 300 ? "Success" : "Failure",
        ["message"] = message,
        ["reason"] = reason,
        ["code"] = code,
    };

    public static HttpResponseMessage Stream(PipeReader reader) => new(HttpStatusCode.OK) { Content = new StreamContent(reader.AsStream()) };

    public static HttpResponseMessage List((IReadOnlyList<JsonObject> Items, long Revision) list, FakeRequest request)
    {
        var start = int.Parse(request.Query.GetValueOrDefault("continue", "0"));
        var limit = int.Parse(request.Query.GetValueOrDefault("limit", "0"));
        var page = list.Items.Skip(start).Take(limit == 0 ? int.MaxValue : limit).ToList();
        var metadata = new JsonObject { ["resourceVersion"] = list.Revision.ToString() };
        if (start + page.Count < list.Items.Count)
        {
            metadata["continue"] = (start + page.Count).ToString();
        }

        return Body(200, new JsonObject
        {
            ["kind"] = "List",
            ["apiVersion"] = "v1",
            ["metadata"] = metadata,
            ["items"] = new JsonArray([.. page.Select(item => item.DeepClone())]),
        });
    }
}
