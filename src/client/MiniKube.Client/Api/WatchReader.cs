using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using k8s;
using k8s.Models;
using MiniKube.Api.Errors;
using MiniKube.Client.Serialization;

namespace MiniKube.Client.Api;

/// <summary>Reads the lines of a watch as they arrive.</summary>
internal static class WatchReader
{
    public static async IAsyncEnumerable<WatchEvent<T>> ReadAsync<T>(
        Stream stream, ModelCodec<T> codec, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 16 * 1024));
        try
        {
            while (true)
            {
                var read = await pipe.ReadAsync(cancellationToken);
                var rest = read.Buffer;
                while (rest.PositionOf((byte)'\n') is { } end)
                {
                    var line = rest.Slice(0, end);
                    rest = rest.Slice(rest.GetPosition(1, end));
                    if (!line.IsEmpty)
                    {
                        yield return Parse(line, codec);
                    }
                }

                pipe.AdvanceTo(rest.Start, rest.End);
                if (read.IsCompleted)
                {
                    break;
                }
            }
        }
        finally
        {
            await pipe.CompleteAsync();
        }

        // A last line without its end was cut off: the event will come again from the last revision seen.
    }

    private static WatchEvent<T> Parse<T>(ReadOnlySequence<byte> line, ModelCodec<T> codec)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var reader = new Utf8JsonReader(line);
        string? type = null;
        T? model = null;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                type = reader.GetString();
            }
            else if (reader.ValueTextEquals("object"u8))
            {
                reader.Read();
                if (type is null or "ERROR")
                {
                    throw Error(line);
                }

                model = codec.Read(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return new WatchEvent<T>(TypeOf(type), model ?? throw new JsonException("A watch event has no object"));
    }

    private static ChangeType TypeOf(string? type) => type switch
    {
        "ADDED" => ChangeType.Added,
        "MODIFIED" => ChangeType.Modified,
        "DELETED" => ChangeType.Deleted,
        "BOOKMARK" => ChangeType.Bookmark,
        _ => throw new JsonException($"'{type}' is not a type of watch event"),
    };

    private static Exception Error(ReadOnlySequence<byte> line)
    {
        using var document = JsonDocument.Parse(line);
        if (document.RootElement.TryGetProperty("type"u8, out var type) && type.ValueEquals("ERROR"u8) &&
            document.RootElement.TryGetProperty("object"u8, out var body))
        {
            var status = StatusReader.Parse(System.Text.Encoding.UTF8.GetBytes(body.GetRawText()));
            return new ApiException(status ?? new ApiStatus
            {
                Code = (int)HttpStatusCode.InternalServerError,
                Reason = StatusReason.InternalError,
                Message = $"the watch ended with an error that is no Status: {body.GetRawText()}",
            });
        }

        return new JsonException("A watch event must name its type before its object");
    }
}
