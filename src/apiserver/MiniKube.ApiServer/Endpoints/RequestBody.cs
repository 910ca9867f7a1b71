using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Http;
using MiniKube.Schema.Decoding;
using MiniKube.Schema.Protobuf;
using MiniKube.Schema.Resources;
using MiniKube.Schema.Types;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>Reads bodies: bounded, JSON or YAML, decoded by a type.</summary>
internal static class RequestBody
{
    /// <summary>Upstream's bound, 3 MiB.</summary>
    public const int BytesMax = 3 * 1024 * 1024;

    private const int BytesShown = 30;
    private const string ParseError = "json parse error: ";

    /// <summary>The whole body as sent; empty when there is none.</summary>
    /// <exception cref="ApiException">413: it is too large.</exception>
    public static async ValueTask<byte[]> ReadAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (context.Request.ContentLength > BytesMax)
        {
            throw TooLarge();
        }

        var reader = context.Request.BodyReader;
        var hasWaited = false;
        while (true)
        {
            var read = reader.ReadAsync(cancellationToken);
            hasWaited |= !read.IsCompleted;
            var result = await read;
            if (result.Buffer.Length > BytesMax)
            {
                reader.AdvanceTo(result.Buffer.End);
                throw TooLarge();
            }

            if (result.IsCompleted)
            {
                var body = result.Buffer.ToArray();
                reader.AdvanceTo(result.Buffer.End);
                context.Scope.Audit?.TakeBody(MediaTypes.ContentType(context.Request), body);
                if (hasWaited)
                {
                    await context.Scope.NextTurn(cancellationToken);
                }

                return body;
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    /// <summary>The body of a write to the resource itself: custom resources have no protobuf form.</summary>
    /// <exception cref="ApiException">As below.</exception>
    public static ValueTask<RequestJson> ReadJsonAsync(EndpointRequest request) =>
        request.Resource.HasProtobuf || MediaTypes.ContentType(request.Http.Request) != ProtobufBody.MediaType
            ? ReadJsonAsync(request.Http, request.Cancellation)
            : throw MediaTypes.Unsupported(MediaTypes.Json, MediaTypes.Yaml);

    /// <summary>The body as JSON, whether it came as JSON or YAML.</summary>
    /// <exception cref="ApiException">400: it is empty or malformed. 413. 415: it is in another format.</exception>
    public static async ValueTask<RequestJson> ReadJsonAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var contentType = MediaTypes.ContentType(context.Request);
        var body = await ReadAsync(context, cancellationToken);
        return AsJson(contentType, body);
    }

    /// <exception cref="ApiException">400: the body is malformed. 415: it is in another format.</exception>
    public static RequestJson AsJson(string contentType, byte[] body) => contentType switch
    {
        MediaTypes.Json => new RequestJson(body),
        MediaTypes.Yaml => FromYaml(body),
        ProtobufBody.MediaType => new RequestJson(body.Length == 0 ? body : FromProtobuf(body)),
        _ => throw MediaTypes.Unsupported(MediaTypes.Json, MediaTypes.Yaml, ProtobufBody.MediaType),
    };

    /// <summary>Decodes an object that has to be of one kind.</summary>
    /// <param name="json">The body.</param>
    /// <param name="kind">What it has to be; filled in where the body leaves it out.</param>
    /// <param name="type">Its fields.</param>
    /// <param name="validation">What becomes of unknown and duplicate fields.</param>
    /// <exception cref="ApiException">400: it is not such an object.</exception>
    public static JsonObject Decode(RequestJson json, GroupVersionKind kind, TypeSchema type, FieldValidation validation)
    {
        if (json.Bytes.Length == 0)
        {
            throw Unrecognized(kind, $"{ParseError}unexpected end of JSON input", json.Bytes);
        }

        DecodeResult decoded;
        try
        {
            decoded = ObjectDecoder.Decode(json.Bytes, type, new DecodeOptions());
        }
        catch (DecodeException error) when (error.IsNoObject)
        {
            throw Unrecognized(kind, error.Message, json.Bytes);
        }
        catch (DecodeException error)
        {
            throw StatusErrors.BadRequest($"{kind.Kind} in version \"{kind.Version}\" cannot be handled as a {kind.Kind}: {error.Message}");
        }

        CheckKind(decoded.Object, kind);
        validation.Apply(json.RepeatedKeys ?? [], Findings(json, decoded), kind);
        return decoded.Object;
    }

    /// <summary>Of YAML the repetitions were found by line, before there was any JSON.</summary>
    private static ImmutableArray<string> Findings(RequestJson json, DecodeResult decoded) => json.RepeatedKeys is null
        ? decoded.Warnings
        : [.. decoded.Warnings.Where(finding => !finding.StartsWith("duplicate field", StringComparison.Ordinal))];

    private static void CheckKind(JsonObject tree, GroupVersionKind kind)
    {
        var sentKind = Text(tree, "kind");
        var sentVersion = Text(tree, "apiVersion");
        if (sentKind.Length > 0 && sentKind != kind.Kind)
        {
            var version = sentVersion[(sentVersion.IndexOf('/', StringComparison.Ordinal) + 1)..];
            throw StatusErrors.BadRequest(
                $"{sentKind} in version \"{version}\" cannot be handled as a {kind.Kind}: "
                + $"no kind \"{sentKind}\" of \"{sentVersion}\" is served here");
        }

        if (sentVersion.Length > 0 && sentVersion != kind.GroupVersion.ToString())
        {
            throw StatusErrors.BadRequest(
                $"the API version in the data ({sentVersion}) does not match the expected API version ({kind.GroupVersion})");
        }

        tree["apiVersion"] = kind.GroupVersion.ToString();
        tree["kind"] = kind.Kind;
    }

    private static string Text(JsonObject tree, string name) => Registry.ObjectTree.Text(tree, name);

    public static RequestJson FromYaml(byte[] body)
    {
        try
        {
            return new RequestJson(YamlReader.ToJson(body, out var repeated), repeated);
        }
        catch (DecodeException error)
        {
            throw StatusErrors.BadRequest($"error converting YAML to JSON: {error.Message}");
        }
    }

    private static byte[] FromProtobuf(byte[] body)
    {
        try
        {
            return ProtobufBody.ToJson(body, ApiCatalog.BuiltIn);
        }
        catch (DecodeException error)
        {
            throw StatusErrors.BadRequest($"the object provided is unrecognized: {error.Message}");
        }
    }

    /// <summary>Of what is no JSON at all nobody can say what it was to be; how it begins says more.</summary>
    private static ApiException Unrecognized(GroupVersionKind kind, string why, ReadOnlyMemory<byte> body) => StatusErrors.BadRequest(
        $"the object provided is unrecognized (must be of type {kind.Kind}): couldn't get version/kind; "
        + $"{(why.StartsWith(ParseError, StringComparison.Ordinal) ? "" : ParseError)}{why} ({Beginning(body.Span)})");

    private static string Beginning(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
        {
            return "<empty>";
        }

        var shown = body[..Math.Min(body.Length, BytesShown)];
        var text = body[0] == '{' ? Encoding.UTF8.GetString(shown) : Convert.ToHexStringLower(shown);
        return shown.Length < body.Length ? $"{text} ..." : text;
    }

    private static ApiException TooLarge() => new(new ApiStatus
    {
        Code = 413,
        Reason = StatusReason.RequestEntityTooLarge,
        Message = $"Request entity too large: limit is {BytesMax}",
    });
}
