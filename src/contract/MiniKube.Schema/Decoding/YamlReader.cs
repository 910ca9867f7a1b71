using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace MiniKube.Schema.Decoding;

/// <summary>
/// Turns YAML into JSON the way Kubernetes does: YAML 1.1 words for booleans, octal numbers, merge keys; quoted text stays text.
/// Only the first document is read. Work is bounded whatever the aliases say.
/// </summary>
public static class YamlReader
{
    // The stream and the document are levels of the library's own.
    private const int NestingMax = YamlToJson.DepthMax + 2;

    /// <exception cref="DecodeException">The bytes are not YAML, or aliases blow it up.</exception>
    public static byte[] ToJson(ReadOnlyMemory<byte> yaml) => ToJson(yaml, out _);

    /// <param name="yaml">The document.</param>
    /// <param name="repeated">Keys that come twice in one mapping: <c>line 3: key "name" already set in map</c>. They come twice in the JSON, too.</param>
    /// <exception cref="DecodeException">The bytes are not YAML, or aliases blow it up.</exception>
    public static byte[] ToJson(ReadOnlyMemory<byte> yaml, out ImmutableArray<string> repeated)
    {
        try
        {
            var events = ReadEvents(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(yaml.Span));
            var json = new ArrayBufferWriter<byte>(Math.Max(256, yaml.Length));
            using (var writer = new Utf8JsonWriter(json, new JsonWriterOptions { SkipValidation = true, MaxDepth = int.MaxValue }))
            {
                var document = new YamlToJson(events, writer);
                document.Document();
                repeated = document.Repeated;
            }

            return json.WrittenSpan.ToArray();
        }
        catch (YamlException failure)
        {
            throw new DecodeException($"error converting YAML to JSON: yaml: line {failure.Start.Line}: {failure.Message}", failure);
        }
        catch (Exception failure) when (failure is ArgumentException and not DecoderFallbackException or InvalidOperationException)
        {
            // The library says so for some malformed tags and anchors.
            throw new DecodeException($"error converting YAML to JSON: yaml: {failure.Message}", failure);
        }
        catch (DecoderFallbackException failure)
        {
            throw new DecodeException("error converting YAML to JSON: yaml: invalid UTF-8", failure);
        }
    }

    private static List<ParsingEvent> ReadEvents(string text)
    {
        var parser = new Parser(new Scanner(new StringReader(text)));
        var events = new List<ParsingEvent>();
        var depth = 0;
        while (parser.MoveNext() && parser.Current is not (DocumentEnd or StreamEnd))
        {
            // The library takes longer for every token the deeper it is: a few megabytes of brackets would keep it busy for hours.
            depth += parser.Current!.NestingIncrease;
            if (depth > NestingMax)
            {
                throw new DecodeException($"error converting YAML to JSON: yaml: line {parser.Current.Start.Line}: exceeded max depth");
            }

            if (parser.Current is not (StreamStart or DocumentStart))
            {
                events.Add(parser.Current!);
            }
        }

        return events;
    }
}
