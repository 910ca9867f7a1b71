using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.Api.Determinism;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Registry;
using MiniKube.ApiServer.Webhooks;
using MiniKube.Schema.Decoding;

namespace MiniKube.ApiServer.CustomResources;

/// <summary>Speaks <c>ConversionReview</c> with a definition's webhook.</summary>
/// <param name="kind">What is converted.</param>
/// <param name="reviewVersion">v1 or v1beta1; they differ in name alone.</param>
/// <param name="client">Leads to the webhook.</param>
/// <param name="uids">Names the reviews.</param>
internal sealed class ConversionWebhook(string kind, string reviewVersion, WebhookClient client, IUidSource uids) : IObjectConverter
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);

    public async ValueTask<IReadOnlyList<JsonObject>> ConvertAsync(
        IReadOnlyList<JsonObject> objects, string apiVersion, CancellationToken cancellationToken)
    {
        var uid = uids.NewUid();
        JsonObject answer;
        try
        {
            answer = await client.PostAsync(Review(uid, objects, apiVersion), AnswerTimeout, cancellationToken);
        }
        catch (Exception error) when (error is HttpRequestException or TimeoutException)
        {
            throw Failure(error.Message, error);
        }

        var response = answer.Child("response") ?? throw Failure("the answer has no response");
        if (response.Text("uid") != uid)
        {
            throw Failure($"expected response.uid \"{uid}\", got \"{response.Text("uid")}\"");
        }

        if (response.Child("result").Text("status") != "Success")
        {
            throw Failure(response.Child("result").Text("message") is { Length: > 0 } message ? message : "the webhook refused without a message");
        }

        var converted = response.List("convertedObjects") ?? [];
        return converted.Count == objects.Count
            ? [.. converted.Select((each, i) => Checked(each, objects[i], apiVersion))]
            : throw Failure($"expected {objects.Count} converted objects, got {converted.Count}");
    }

    private ReadOnlyMemory<byte> Review(string uid, IReadOnlyList<JsonObject> objects, string apiVersion)
    {
        var review = new JsonObject
        {
            ["kind"] = "ConversionReview",
            ["apiVersion"] = $"apiextensions.k8s.io/{reviewVersion}",
            ["request"] = new JsonObject
            {
                ["uid"] = uid,
                ["desiredAPIVersion"] = apiVersion,
                ["objects"] = new JsonArray([.. objects.Select(each => each.DeepClone())]),
            },
        };
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            review.WriteTo(writer);
        }

        return buffer.WrittenMemory;
    }

    /// <summary>A webhook changes the form of an object, not which object it is: of its metadata only labels and annotations are taken.</summary>
    private JsonObject Checked(JsonNode? answered, JsonObject original, string apiVersion)
    {
        if (answered?.DeepClone() is not JsonObject converted)
        {
            throw Failure("a converted object is not an object");
        }

        if (converted.Text("apiVersion") != apiVersion || converted.Text("kind") != original.Text("kind"))
        {
            throw Failure($"expected {apiVersion}, Kind={original.Text("kind")}, got {converted.Text("apiVersion")}, Kind={converted.Text("kind")}");
        }

        foreach (var name in (ReadOnlySpan<string>)["name", "namespace", "uid"])
        {
            if (converted.Metadata.Text(name) != original.Metadata.Text(name))
            {
                throw Failure($"metadata.{name} must not be changed: \"{original.Metadata.Text(name)}\", got \"{converted.Metadata.Text(name)}\"");
            }
        }

        var metadata = original.Metadata.DeepClone().AsObject();
        metadata.CopyFrom(converted.Metadata, "labels");
        metadata.CopyFrom(converted.Metadata, "annotations");
        converted["metadata"] = metadata;
        try
        {
            // What is not of its type in the metadata would fail later, where nobody could tell why.
            _ = ObjectDecoder.Decode(new JsonObject { ["metadata"] = metadata.DeepClone() }, MetadataOnly.Type, DecodeOptions.Default);
        }
        catch (DecodeException error)
        {
            throw Failure(error.Message, error);
        }

        return converted;
    }

    private ApiException Failure(string why, Exception? error = null) =>
        new(StatusErrors.InternalError($"conversion webhook for {kind} failed: {why}").Status, error);
}
