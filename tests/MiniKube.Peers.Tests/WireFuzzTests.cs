using Google.Protobuf;
using Grpc.Core;
using MiniKube.Raft;
using MiniKube.Store;
using MiniKube.Store.Peers;

namespace MiniKube.Peers.Tests;

/// <summary>Bytes that no member would send: they are no words, or words that the core passes over.</summary>
public sealed class WireFuzzTests
{
    private const int Rounds = 20_000;

    private static readonly MemberId One = new(1);
    private static readonly MemberId Two = new(2);

    [Fact]
    public void Spoiled_bytes_are_refused_by_the_decoder_or_read_as_something()
    {
        var frame = new Protocol.Frame
        {
            Letters =
            {
                PeerWords.Write(new Message
                {
                    Kind = MessageKind.Append,
                    Term = new Term(5),
                    Index = new LogIndex(300),
                    Entries = [new Entry(new LogIndex(301), new Term(5), EntryKind.Command, new byte[20])],
                }),
                PeerWords.Write(new SnapshotAnswer { From = One, To = Two, Index = new LogIndex(9), Next = 1 << 20 }),
            },
        }.ToByteArray();
        var part = PeerWords.Write(new SnapshotChunk
        {
            From = One,
            To = Two,
            Term = new Term(5),
            Index = new LogIndex(9),
            Offset = 0,
            Length = 7,
            Checksum = 1,
            Bytes = new byte[7],
        }).ToByteArray();
        var read = 0;
        for (var seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            try
            {
                read += Read(Spoil(frame, random), Spoil(part, random));
            }
            catch (InvalidProtocolBufferException)
            {
                // Ends the call; the sender begins another.
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"seed {seed}", exception);
            }
        }

        read.Should().BeInRange(Rounds / 20, Rounds * 19 / 20);
    }

    [Theory]
    [InlineData(256 + (uint)MessageKind.Append)]
    [InlineData(uint.MaxValue)]
    public void A_kind_of_message_that_no_byte_holds_stays_unknown(uint kind) =>
        Enum.IsDefined(PeerWords.Read(new Protocol.Message { Kind = kind }, One, Two).Kind).Should().BeFalse();

    [Fact]
    public void A_kind_of_entry_that_no_byte_holds_stays_unknown()
    {
        var message = new Protocol.Message { Kind = (uint)MessageKind.Append, Entries = { new Protocol.Entry { Kind = 256 } } };

        Enum.IsDefined(PeerWords.Read(message, One, Two).Entries[0].Kind).Should().BeFalse();
    }

    [Fact]
    public void Headers_that_are_not_wholly_right_are_refused()
    {
        var self = new StoreIdentity(5, Two);
        for (var seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            var headers = new Metadata();
            foreach (var right in PeerHandshake.Write(new StoreIdentity(5, One), Two))
            {
                headers.Add(right.Key, random.Next(3) == 0 ? Text(random) : right.Value);
            }

            var isRight = headers.GetValue("mkube-cluster") == "5" && headers.GetValue("mkube-to") == "2" && headers.GetValue("mkube-from") == "1";
            if (isRight)
            {
                PeerHandshake.Check(headers, self).Should().Be(One);
            }
            else
            {
                FluentActions.Invoking(() => PeerHandshake.Check(headers, self)).Should()
                    .Throw<RpcException>($"seed {seed}").Which.StatusCode.Should().Be(StatusCode.PermissionDenied);
            }
        }
    }

    private static int Read(byte[] frame, byte[] part)
    {
        foreach (var letter in Protocol.Frame.Parser.ParseFrom(frame).Letters)
        {
            switch (letter.WhatCase)
            {
                case Protocol.Letter.WhatOneofCase.Message:
                    PeerWords.Read(letter.Message, One, Two).To.Should().Be(Two);
                    break;
                case Protocol.Letter.WhatOneofCase.SnapshotProgress:
                    PeerWords.Read(letter.SnapshotProgress, One, Two).To.Should().Be(Two);
                    break;
                default:
                    break;
            }
        }

        PeerWords.Read(Protocol.SnapshotPart.Parser.ParseFrom(part), One, Two).To.Should().Be(Two);
        return 1;
    }

    private static byte[] Spoil(byte[] bytes, Random random)
    {
        if (random.Next(4) == 0)
        {
            var noise = new byte[random.Next(60)];
            random.NextBytes(noise);
            return noise;
        }

        var spoiled = bytes[..(random.Next(8) == 0 ? random.Next(1, bytes.Length) : bytes.Length)];
        spoiled[random.Next(spoiled.Length)] ^= (byte)(1 << random.Next(8));
        return spoiled;
    }

    /// <summary>Never a right number, nor zero.</summary>
    private static string Text(Random random) => random.Next(4) switch
    {
        0 => "",
        1 => "-5",
        2 => new string('f', random.Next(17, 40)),
        _ => $"x{random.Next()}",
    };
}
