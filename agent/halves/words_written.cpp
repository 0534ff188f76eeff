// SPDX-License-Identifier: Apache-2.0
#include "agent/halves/bounds.hpp"
#include "agent/halves/words.hpp"
#include "platform/text.hpp"

namespace diag::halves {
namespace {

json::array list_of(const HttpHeaders& headers) {
    json::array all;
    for (const auto& [name, value] : headers)
        all.push_back(
            json::object{{"name", cut(name, longest_name)}, {"value", cut(value, longest_header)}});
    return all;
}

std::uint64_t number(Lane lane) { return static_cast<std::uint64_t>(lane); }

struct Writer {
    Frame operator()(const Begin& it) const {
        return {{{"kind", "begin"},
                 {"host", it.host},
                 {"port", it.port},
                 {"proxy_host", it.proxy_host},
                 {"proxy_port", it.proxy_port},
                 {"proxy_user", it.proxy_user},
                 {"proxy_password", it.proxy_password},
                 {"base", it.base},
                 {"version", it.version},
                 {"instance", it.instance},
                 {"trust", it.trust}},
                it.authority};
    }
    Frame operator()(const Trusts& it) const {
        return {{{"kind", "trusts"}, {"number", it.number}}, {}};
    }
    Frame operator()(const MakeKey& it) const {
        return {{{"kind", "make_key"}, {"serial", it.serial}}, {}};
    }
    Frame operator()(const Certify& it) const {
        return {{{"kind", "certify"}, {"serial", it.serial}}, it.document};
    }
    Frame operator()(const Use& it) const { return {{{"kind", "use"}, {"serial", it.serial}}, {}}; }
    Frame operator()(const Tell& it) const { return {{{"kind", "tell"}}, it.text}; }
    Frame operator()(const Hurry&) const { return {{{"kind", "hurry"}}, {}}; }
    Frame operator()(const Ask& it) const {
        return {{{"kind", "ask"},
                 {"lane", number(it.lane)},
                 {"id", it.id},
                 {"method", it.method},
                 {"target", it.target},
                 {"headers", list_of(it.headers)},
                 {"patience", it.patience.count()}},
                it.body};
    }
    Frame operator()(const Drop& it) const {
        return {{{"kind", "drop"}, {"lane", number(it.lane)}}, {}};
    }
    Frame operator()(const Ping& it) const { return {{{"kind", "ping"}, {"n", it.n}}, {}}; }

    Frame operator()(const Ready& it) const {
        return {{{"kind", "ready"}, {"files", it.files}, {"calls", it.calls}}, {}};
    }
    Frame operator()(const KeyMade& it) const {
        return {{{"kind", "key"}, {"serial", it.serial}}, it.request};
    }
    Frame operator()(const Certified& it) const {
        return {{{"kind", "certified"},
                 {"serial", it.serial},
                 {"status", it.status},
                 {"why", cut(it.why)}},
                it.answer};
    }
    Frame operator()(const Up& it) const { return {{{"kind", "up"}, {"by", it.by}}, {}}; }
    Frame operator()(const Down& it) const {
        return {{{"kind", "down"}, {"why", cut(it.why)}, {"again", it.again.count()}}, {}};
    }
    Frame operator()(const Heard& it) const { return {{{"kind", "heard"}}, it.text}; }
    Frame operator()(const Answered& it) const {
        return {{{"kind", "answer"},
                 {"lane", number(it.lane)},
                 {"id", it.id},
                 {"status", it.answer.status},
                 {"reason", cut(it.answer.reason)},
                 {"headers", list_of(it.answer.headers)}},
                it.answer.body};
    }
    Frame operator()(const Failed& it) const {
        return {{{"kind", "failed"},
                 {"lane", number(it.lane)},
                 {"id", it.id},
                 {"fault", name_of(it.error.fault)},
                 {"what", cut(it.error.what)}},
                {}};
    }
    Frame operator()(const Pong& it) const { return {{{"kind", "pong"}, {"n", it.n}}, {}}; }
    Frame operator()(const Tried& it) const { return {{{"kind", "tried"}, {"call", it.call}}, {}}; }
};

}  // namespace

std::string cut(std::string_view words, std::size_t most) {
    auto text = printable(words.substr(0, most));
    if (text.size() <= most) return text;
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
    text.resize(most);
    return text;
}

Frame frame_of(const ToLine& word) { return std::visit(Writer{}, word); }
Frame frame_of(const FromLine& word) { return std::visit(Writer{}, word); }

}  // namespace diag::halves
