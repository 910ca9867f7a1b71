using System.Security.Cryptography;
using System.Text;
using CsCheck;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Encryption;
using MiniKube.ApiServer.Encryption.Ciphers;
using MiniKube.ApiServer.Encryption.Kms;

namespace MiniKube.ApiServer.Tests.Encryption;

public sealed class CipherTests
{
    private static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly byte[] Key = "/registry/secrets/default/a"u8.ToArray();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Kinds => ["aesgcm", "aescbc", "secretbox"];

    /// <summary>The example of "Cryptography in NaCl" (Bernstein, 2009), sections 9 and 10.</summary>
    [Fact]
    public void Secretbox_is_that_of_nacl()
    {
        var key = Convert.FromHexString("1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389");
        var nonce = Convert.FromHexString("69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37");
        var plain = Convert.FromHexString(
            "be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffce5ecbaaf33bd751a1ac728d45e6c61296cdc3c01233561f41db66cce314adb310e3be8250c46f06d"
            + "ceea3a7fa1348057e2f6556ad6b1318a024a838f21af1fde048977eb48f59ffd4924ca1c60902e52f0a089bc76897040e082f937763848645e0705");
        var expected = "f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce48332ea7164d96a4476fb8c531a1186ac0dfc17c98dce87b4da7f011ec48c97271d2c20f9b928fe2"
            + "270d6fb863d51738b48eeee314a7cc8ab932164548e526ae90224368517acfeabd6bb3732bc0e9da99832b61ca01b6de56244a9e88d5f9b37973f622a43d14a6599b1f654cb45a74e355a5";
        var made = new byte[plain.Length + Secretbox.TagBytes];
        var opened = new byte[plain.Length];

        Secretbox.Seal(key, nonce, plain, made);

        Convert.ToHexStringLower(made).Should().Be(expected);
        Secretbox.TryOpen(key, nonce, made, opened).Should().BeTrue();
        opened.Should().Equal(plain);
    }

    /// <summary>RFC 8439, section 2.5.2 and the edge cases of appendix A.3.</summary>
    [Theory]
    [InlineData("85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b", "43727970746f6772617068696320466f72756d2052657365617263682047726f7570", "a8061dc1305136c6c22b8baf0c0127a9")]
    [InlineData("0200000000000000000000000000000000000000000000000000000000000000", "ffffffffffffffffffffffffffffffff", "03000000000000000000000000000000")]
    [InlineData("02000000000000000000000000000000ffffffffffffffffffffffffffffffff", "02000000000000000000000000000000", "03000000000000000000000000000000")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000", "fffffffffffffffffffffffffffffffff0ffffffffffffffffffffffffffffff11000000000000000000000000000000", "05000000000000000000000000000000")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000", "fffffffffffffffffffffffffffffffffbfefefefefefefefefefefefefefefe01010101010101010101010101010101", "00000000000000000000000000000000")]
    [InlineData("0200000000000000000000000000000000000000000000000000000000000000", "fdffffffffffffffffffffffffffffff", "faffffffffffffffffffffffffffffff")]
    [InlineData("0100000000000000040000000000000000000000000000000000000000000000", "e33594d7505e43b900000000000000003394d7505e4379cd01000000000000000000000000000000000000000000000001000000000000000000000000000000", "14000000000000005500000000000000")]
    [InlineData("0100000000000000040000000000000000000000000000000000000000000000", "e33594d7505e43b900000000000000003394d7505e4379cd010000000000000000000000000000000000000000000000", "13000000000000000000000000000000")]
    public void Poly1305_is_that_of_the_rfc(string key, string message, string tag)
    {
        var made = new byte[16];

        Poly1305.Tag(Convert.FromHexString(key), Convert.FromHexString(message), made);

        Convert.ToHexStringLower(made).Should().Be(tag);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_was_encrypted_comes_back_whatever_it_is(string kind)
    {
        var cipher = Cipher(kind, "key1", Secret);
        await Gen.Byte.Array[0, 500].SampleAsync(async plain =>
        {
            var stored = cipher.Encrypt(plain, Key);

            Encoding.UTF8.GetString(stored.Span[..$"k8s:enc:{kind}:v1:key1:".Length]).Should().Be($"k8s:enc:{kind}:v1:key1:");
            (await cipher.DecryptAsync(stored, Key, Token)).Plain.Should().Equal(plain);
        });
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_same_value_is_never_encrypted_to_the_same(string kind)
    {
        var cipher = Cipher(kind, "key1", Secret);

        cipher.Encrypt("secret"u8.ToArray(), Key).ToArray().Should().NotEqual(cipher.Encrypt("secret"u8.ToArray(), Key).ToArray());
    }

    [Theory]
    [InlineData("aesgcm")]
    [InlineData("secretbox")]
    public async Task A_bit_that_was_turned_anywhere_is_found(string kind)
    {
        var cipher = Cipher(kind, "key1", Secret);
        var stored = cipher.Encrypt("secret"u8.ToArray(), Key).ToArray();
        for (var at = cipher.Prefix.Length; at < stored.Length; at++)
        {
            var changed = (byte[])stored.Clone();
            changed[at] ^= 1;

            await FluentActions.Awaiting(() => cipher.DecryptAsync(changed, Key, Token).AsTask()).Should().ThrowAsync<ApiException>();
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task What_is_too_short_is_found(string kind)
    {
        var cipher = Cipher(kind, "key1", Secret);
        var stored = cipher.Encrypt("secret"u8.ToArray(), Key);

        for (var length = cipher.Prefix.Length; length < cipher.Prefix.Length + 16; length++)
        {
            await FluentActions.Awaiting(() => cipher.DecryptAsync(stored[..length], Key, Token).AsTask()).Should().ThrowAsync<ApiException>();
        }
    }

    [Fact]
    public async Task A_value_that_was_moved_to_another_key_is_found()
    {
        var cipher = Cipher("aesgcm", "key1", Secret);
        var stored = cipher.Encrypt("secret"u8.ToArray(), Key);

        await FluentActions.Awaiting(() => cipher.DecryptAsync(stored, "/registry/secrets/mine/a"u8.ToArray(), Token).AsTask())
            .Should().ThrowAsync<ApiException>().WithMessage("*changed, moved*");
    }

    [Fact]
    public void A_seed_encrypts_each_value_by_another_key()
    {
        var seed = new SeedCipher(Secret);
        var stored = seed.Encrypt("secret"u8, Key);
        var salt = stored[..32];
        var key = HKDF.Expand(HashAlgorithmName.SHA256, Secret, 32, salt);
        var plain = new byte[6];
        using var aes = new AesGcm(key, 16);

        aes.Decrypt(stored.AsSpan(32, 12), stored.AsSpan(44, 6), stored.AsSpan(50), plain, Key);

        plain.Should().Equal("secret"u8.ToArray());
        seed.Decrypt(stored, Key).Should().Equal(plain);
        seed.Encrypt("secret"u8, Key)[..32].Should().NotEqual(salt);
    }

    private static IValueCipher Cipher(string kind, string name, byte[] secret) => kind switch
    {
        "aesgcm" => new AesGcmCipher(name, secret),
        "aescbc" => new AesCbcCipher(name, secret),
        _ => new SecretboxCipher(name, secret),
    };
}
