using System.Collections.Immutable;
using MiniKube.Api.Errors;

namespace MiniKube.ApiServer.Negotiation;

/// <summary>What the server can answer with at some place, and what of that a client gets.</summary>
internal sealed class Offer
{
    private readonly ImmutableArray<WireEncoding> _encodings;
    private readonly bool _isStream;
    private readonly bool _hasForms;

    private Offer(ImmutableArray<WireEncoding> encodings, bool isStream, bool hasForms)
    {
        _encodings = encodings;
        _isStream = isStream;
        _hasForms = hasForms;
    }

    /// <summary>For errors, reviews, scales: no tables.</summary>
    public static Offer Document { get; } = new([WireEncoding.Json, WireEncoding.Yaml, WireEncoding.Protobuf], isStream: false, hasForms: false);

    private static Offer Objects { get; } = new([WireEncoding.Json, WireEncoding.Yaml, WireEncoding.Protobuf], isStream: false, hasForms: true);

    private static Offer Watches { get; } = new([WireEncoding.Json, WireEncoding.Protobuf], isStream: true, hasForms: true);

    private static Offer CustomObjects { get; } = new([WireEncoding.Json, WireEncoding.Yaml], isStream: false, hasForms: true);

    private static Offer CustomWatches { get; } = new([WireEncoding.Json], isStream: true, hasForms: true);

    /// <param name="hasProtobuf">False for custom resources. Their metadata alone has a protobuf form all the same.</param>
    /// <param name="isWatch">A stream of events; YAML has none.</param>
    public static Offer ForObjects(bool hasProtobuf, bool isWatch) => (hasProtobuf, isWatch) switch
    {
        (true, false) => Objects,
        (true, true) => Watches,
        (false, false) => CustomObjects,
        _ => CustomWatches,
    };

    /// <exception cref="ApiException">406: nothing that is accepted can be served.</exception>
    public AcceptedType Negotiate(string accept, bool allowsTables = true) => Find(accept, allowsTables) ?? throw new ApiException(new ApiStatus
    {
        Code = 406,
        Reason = StatusReason.NotAcceptable,
        Message = "only the following media types are accepted: "
            + string.Join(", ", _encodings.Select(encoding => AcceptedType.MediaType(encoding) + (_isStream ? ";stream=watch" : ""))),
    });

    /// <summary>What the client likes best of the offer; null when nothing is of use to it.</summary>
    public AcceptedType? Find(string accept, bool allowsTables = true)
    {
        if (accept is "" or "*/*" or AcceptedType.Json)
        {
            return new AcceptedType(WireEncoding.Json);
        }

        foreach (var clause in AcceptClause.Parse(accept))
        {
            foreach (var encoding in _encodings)
            {
                if (clause.Matches(AcceptedType.MediaType(encoding)) && Accept(clause, encoding) is { } accepted
                    && (allowsTables || accepted.Form != ResponseForm.Table))
                {
                    return accepted;
                }
            }

            if (_hasForms && !_encodings.Contains(WireEncoding.Protobuf) && clause.Matches(AcceptedType.Protobuf)
                && Accept(clause, WireEncoding.Protobuf) is { Form: ResponseForm.Metadata } metadata)
            {
                return metadata;
            }
        }

        return null;
    }

    private AcceptedType? Accept(AcceptClause clause, WireEncoding encoding)
    {
        var (kind, group, version) = ("", "", "");
        foreach (var (name, value) in clause.Parameters)
        {
            switch (name)
            {
                case "as":
                    kind = value;
                    break;
                case "g":
                    group = value;
                    break;
                case "v":
                    version = value;
                    break;
                case "stream" when value.Length > 0 && (value != "watch" || encoding == WireEncoding.Yaml):
                    return null;
            }
        }

        if (kind.Length == 0 && group.Length == 0 && version.Length == 0)
        {
            return new AcceptedType(encoding);
        }

        return !_hasForms || group != "meta.k8s.io" || version is not ("v1" or "v1beta1") ? null : kind switch
        {
            // Tables have no protobuf form, upstream neither.
            "Table" when encoding != WireEncoding.Protobuf => new AcceptedType(encoding, ResponseForm.Table),
            "PartialObjectMetadata" => new AcceptedType(encoding, ResponseForm.Metadata),
            "PartialObjectMetadataList" => new AcceptedType(encoding, ResponseForm.Metadata, IsListForm: true),
            _ => null,
        };
    }
}
